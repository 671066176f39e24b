"""The sentences that WhatsApp itself writes in a chat, Dutch and English, as patterns.

A sentence that is not here is shown as a line that was not understood. Every quantifier has a
bound: a line of WhatsApp's own is short.
"""

import re

LONGEST = 600
"""Characters of a whole notice."""
_NAME = r"[^\n:]{1,100}"
"""Who did it: a contact, a number, or U, Je, You."""
_NAMES = r"[^\n:]{1,400}"
_GROUP = r"[‘“\"'«]([^\n]{1,100})[’”\"'»]"
_THE_GROUP = r"(?:the group(?:['’]s)?|this group(?:['’]s)?)"
_TIME_LEFT = r"(?:24 uur|7 dagen|90 dagen|24 hours|7 days|90 days)"

CREATED = (
    rf"{_NAME} (?:heeft|hebt|hebben) de groep {_GROUP} (?:aan)?gemaakt",
    rf"{_NAME} created (?:the )?group {_GROUP}",
)
"""Each has the group's name as its only group; a renaming has the new name as its last."""
RENAMED = (
    (
        rf"{_NAME} (?:heeft|hebt|hebben) (?:de groepsnaam|het (?:groeps)?onderwerp)"
        rf"(?: van de groep)? gewijzigd(?: van {_GROUP})? (?:naar|in) {_GROUP}"
    ),
    rf"{_NAME} changed the (?:subject|group name)(?: from {_GROUP})? to {_GROUP}",
)
ENCRYPTED = (
    (
        r"Berichten en (?:gesprekken|oproepen) (?:worden|zijn) (?:nu )?end-to-end[ -]versleuteld"
        r"(?:\. Niemand buiten deze chat kan ze lezen of beluisteren, zelfs WhatsApp niet"
        r"|\. Niemand buiten deze chat, zelfs WhatsApp niet, kan ze lezen of beluisteren"
        r"|\. Alleen (?:mensen|personen|deelnemers) in deze chat kunnen ze lezen, beluisteren"
        r" of delen)?(?:\. (?:Tik voor meer informatie|Tik om meer te weten|Tik voor meer info"
        r"|Meer informatie|Meer lezen))?"
    ),
    (
        r"Berichten (?:in|naar|die (?:je|u) naar) deze (?:groep|chat)(?: verzendt,?| stuurt,?)?"
        r" zijn nu beveiligd met end-to-end[ -]versleuteling(?:\. Tik voor meer informatie)?"
    ),
    (
        r"Messages and calls are end-to-end encrypted"
        r"(?:\. No one outside of this chat, not even WhatsApp, can read or listen to them"
        r"|\. Only people in this chat can read, listen to,? or share them)?"
        r"(?:\. (?:Tap to learn more|Learn more|Tap for more info))?"
    ),
    (
        r"Messages (?:to|in|you send to) this (?:group|chat)(?: and calls)? are now secured with"
        r" end-to-end encryption(?:\. Tap (?:for more info|to learn more))?"
    ),
)
_MEMBERS = (
    rf"{_NAME} (?:heeft|hebt|hebben) {_NAMES} (?:toegevoegd|verwijderd)",
    rf"{_NAMES} (?:is|bent|zijn) (?:toegevoegd|verwijderd|vertrokken)",
    rf"{_NAMES} (?:heeft|hebt|hebben) de groep verlaten",
    (
        rf"{_NAMES} (?:is|bent|zijn) (?:lid geworden|toegetreden)(?: van de(?:ze)? groep)?"
        r"(?: via (?:de|een|uw|je) (?:groeps|uitnodigings)?link(?: van deze groep)?"
        r"| via de community| vanuit de community)?"
    ),
    (
        rf"{_NAMES} neemt(?: nu)? deel via (?:de|een) (?:groeps|uitnodigings)?link"
        r"(?: van deze groep)?"
    ),
    rf"{_NAMES} (?:heeft|hebben) (?:verzocht|gevraagd) (?:om )?lid te worden",
    rf"{_NAME} (?:added|removed) {_NAMES}",
    rf"{_NAMES} (?:was|were) (?:added|removed)",
    rf"{_NAMES} left",
    (
        rf"{_NAMES} joined(?: (?:using|via|from) (?:{_THE_GROUP}|your|an|a|the)"
        r"(?: invite| group)?(?: link| community))?"
    ),
    rf"{_NAMES} requested to join",
)
_ADMINS = (
    rf"{_NAMES} (?:is|bent|zijn) nu (?:een )?(?:groeps)?beheerders?",
    rf"{_NAMES} (?:is|bent|zijn) (?:nu )?geen (?:groeps)?beheerders? meer",
    rf"(?:{_NAMES} (?:is|are)|You['’]re) (?:now an admin|now admins|no longer an admin)",
)
_SETTINGS = (
    (
        rf"{_NAME} (?:heeft|hebt|hebben) (?:(?:de|het|een) groeps(?:afbeelding|foto|pictogram"
        r"|icoon|beschrijving|omschrijving|instellingen|info)|de (?:afbeelding|foto|beschrijving"
        r"|omschrijving|instellingen|uitnodigingslink) van de(?:ze)? groep)"
        r" (?:gewijzigd|aangepast|ingesteld|hersteld)"
    ),
    (
        rf"{_NAME} (?:heeft|hebt|hebben) de (?:groepsinstellingen|instellingen van deze groep)"
        r" gewijzigd,? zodat (?:alleen beheerders|alle deelnemers|iedereen)"
        r" (?:berichten naar deze groep kan sturen"
        r"|berichten naar deze groep kunnen (?:sturen|verzenden)|de groepsinfo kan bewerken"
        r"|de groeps(?:info|instellingen) kunnen (?:bewerken|wijzigen))"
    ),
    (
        rf"{_NAME} (?:heeft|hebt|hebben) (?:zelfverwijderende|verdwijnende|tijdelijke) berichten"
        r" (?:ingeschakeld|uitgeschakeld|aangezet|uitgezet)(?:\. Nieuwe berichten verdwijnen"
        rf" {_TIME_LEFT} na(?:dat ze zijn verzonden| verzending| verzenden)? uit deze chat"
        r"(?:, (?:behalve|tenzij)(?: wanneer)? ze worden bewaard)?)?"
    ),
    (
        rf"{_NAME} (?:heeft|hebt|hebben) (?:een bericht (?:vastgezet|vastgemaakt|losgemaakt)"
        r"|een (?:groeps|spraak|video-)?oproep gestart)"
    ),
    (
        rf"{_NAME} (?:changed|deleted|removed) {_THE_GROUP}"
        r" (?:icon|photo|picture|description|settings)"
    ),
    rf"{_NAME} reset {_THE_GROUP} invite link",
    (
        rf"{_NAME} changed {_THE_GROUP} settings to allow"
        r" (?:only admins|all (?:members|participants)) to (?:send messages to this group"
        r"|edit this group['’]s (?:info|settings)|add others to this group)"
    ),
    (
        rf"{_NAME} (?:turned (?:on|off) disappearing messages|updated the message timer)"
        rf"(?:\. (?:All new|New) messages will disappear from this chat {_TIME_LEFT}"
        r" after they['’]re sent(?:, except when kept)?)?"
    ),
    rf"{_NAME} (?:pinned|unpinned) a message",
    rf"{_NAME} started a (?:voice |video |group )?call",
)
_NUMBERS = (
    (
        rf"(?:De|Uw|Je) beveiligingscode (?:van|met|voor) {_NAME} is gewijzigd"
        r"(?:\. Tik voor meer informatie)?"
    ),
    (
        rf"{_NAME} (?:heeft|hebt) (?:(?:zijn|haar|hun|zijn of haar|zijn/haar|uw|je) telefoonnummer"
        r" gewijzigd(?: (?:in|naar) een nieuw nummer)?|een nieuw telefoonnummer)"
        r"(?:\. Tik om een bericht te sturen of het nieuwe nummer toe te voegen)?"
    ),
    rf"{_NAME}['’]s security code(?: has)? changed(?:\. Tap (?:to learn more|for more info))?",
    rf"Your security code with {_NAME} changed(?:\. Tap (?:to learn more|for more info))?",
    (
        rf"{_NAME} changed (?:their|his|her|your) phone number(?: to a new number)?"
        r"(?:\. Tap to message or add (?:the|their) new number)?"
    ),
    rf"{_NAME} changed to \+[0-9 ()-]{{6,25}}",
)
OTHERS = (*ENCRYPTED, *_MEMBERS, *_ADMINS, *_SETTINGS, *_NUMBERS)

_LASTED = r"(?:[0-9]{1,3} (?:uur|uren|min|sec|hrs?|s|m|h)\.? ?){1,3}"
CALL = re.compile(
    r"(?:Gemiste (?:spraakoproep|video-oproep|groepsspraakoproep|groepsvideo-oproep|groepsoproep"
    r"|oproep)(?:, Tik om terug te bellen)?"
    r"|(?:Missed|Silenced) (?:voice call|video call|group voice call|group video call|group call)"
    r"(?:, Tap to call back)?"
    rf"|(?:Spraakoproep|Video-oproep|Groepsoproep), (?:{_LASTED}|Geen antwoord)"
    rf"|(?:Voice call|Video call|Group call), (?:{_LASTED}|No answer))"
)
"""A call carries a sender; there is nothing in these words that somebody could mean."""
