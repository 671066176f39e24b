window.YTD.direct_messages_group.part0 = [
  {
    "dmConversation" : {
      "conversationId" : "1969000000000000001",
      "messages" : [
        {
          "messageCreate" : {
            "reactions" : [
              {
                "senderId" : "5005",
                "reactionKey" : "agree",
                "eventId" : "1970000000000000032",
                "createdAt" : "2025-09-18T15:22:40.000Z"
              }
            ],
            "urls" : [ ],
            "text" : "Morgen het eerste uur toets hoofdstuk 2, leer ook de woordjes 👍",
            "mediaUrls" : [ ],
            "senderId" : "1001",
            "id" : "1970000000000000031",
            "createdAt" : "2025-09-18T15:21:08.410Z"
          }
        },
        {
          "conversationNameUpdate" : {
            "initiatingUserId" : "1001",
            "name" : "2B aardrijkskunde ⛰",
            "createdAt" : "2025-09-18T15:19:00.000Z"
          }
        },
        {
          "reactionCreate" : {
            "senderId" : "4004",
            "reactionKey" : "funny",
            "eventId" : "1970000000000000029",
            "createdAt" : "2025-09-18T14:02:11.000Z"
          }
        },
        {
          "messageCreate" : {
            "reactions" : [ ],
            "urls" : [
              {
                "url" : "https://t.co/Aa1Bb2Cc3D",
                "expanded" : "https://twitter.com/messages/media/1970000000000000028",
                "display" : "pic.twitter.com/Ee4Ff5Gg6H"
              }
            ],
            "text" : "zo zag het bord eruit https://t.co/Aa1Bb2Cc3D",
            "mediaUrls" : [
              "https://ton.twitter.com/dm/1970000000000000028/1970000000000000027/abcDEF12.jpg"
            ],
            "senderId" : "4004",
            "id" : "1970000000000000028",
            "createdAt" : "2025-09-18T14:01:45.002Z"
          }
        },
        {
          "messageCreate" : {
            "reactions" : [ ],
            "urls" : [
              {
                "url" : "https://t.co/Kk7Ll8Mm9N",
                "expanded" : "https://twitter.com/messages/media/1970000000000000026",
                "display" : "pic.twitter.com/Oo1Pp2Qq3R"
              }
            ],
            "text" : " https://t.co/Kk7Ll8Mm9N",
            "mediaUrls" : [
              "https://video.twimg.com/dm_gif/1970000000000000025/stStUvWx.mp4"
            ],
            "senderId" : "3003",
            "id" : "1970000000000000026",
            "createdAt" : "2025-09-18T13:58:30.700Z"
          }
        },
        {
          "messageCreate" : {
            "reactions" : [ ],
            "urls" : [
              {
                "url" : "https://t.co/Ss4Tt5Uu6V",
                "expanded" : "https://www.voorbeeld.example/samenvatting?h=2",
                "display" : "voorbeeld.example/samenvatting?h…"
              }
            ],
            "text" : "samenvatting staat hier: https://t.co/Ss4Tt5Uu6V wel zelf lezen hè",
            "mediaUrls" : [ ],
            "senderId" : "5005",
            "id" : "1970000000000000024",
            "createdAt" : "2025-09-18T13:55:12.041Z"
          }
        },
        {
          "messageCreate" : {
            "reactions" : [ ],
            "urls" : [ ],
            "text" : "dat was niet aardig, Fenna heeft er gewoon recht op dat je normaal doet",
            "mediaUrls" : [ ],
            "senderId" : "1001",
            "id" : "1970000000000000023",
            "createdAt" : "2025-09-17T18:44:09.550Z"
          }
        },
        {
          "messageCreate" : {
            "reactions" : [ ],
            "urls" : [ ],
            "text" : "jij bent echt een kankerloser fenna, rot op uit de app",
            "mediaUrls" : [ ],
            "senderId" : "3003",
            "id" : "1970000000000000022",
            "createdAt" : "2025-09-17T18:40:00.000Z"
          }
        },
        {
          "messageCreate" : {
            "reactions" : [ ],
            "urls" : [ ],
            "text" : "wie heeft de kaart van Zuid-Amerika al af?\nik snap vraag 3 niet",
            "mediaUrls" : [ ],
            "senderId" : "5005",
            "id" : "1970000000000000021",
            "createdAt" : "2025-09-17T18:38:20.318Z"
          }
        },
        {
          "participantsLeave" : {
            "userIds" : [
              "2002"
            ],
            "createdAt" : "2025-09-16T09:00:00.000Z"
          }
        },
        {
          "messageCreate" : {
            "reactions" : [ ],
            "urls" : [ ],
            "text" : "Anaïs haar nummer is 06-12345678 voor wie wil bellen",
            "mediaUrls" : [ ],
            "senderId" : "4004",
            "id" : "1970000000000000019",
            "createdAt" : "2025-09-15T19:10:59.999Z"
          }
        },
        {
          "messageCreate" : {
            "reactions" : [ ],
            "urls" : [ ],
            "text" : "Welkom allemaal. Dit is de groep voor aardrijkskunde, alleen over school graag",
            "mediaUrls" : [ ],
            "senderId" : "1001",
            "id" : "1970000000000000018",
            "createdAt" : "2025-09-15T07:31:00.000Z"
          }
        },
        {
          "participantsJoin" : {
            "initiatingUserId" : "1001",
            "userIds" : [
              "3003",
              "4004",
              "5005"
            ],
            "createdAt" : "2025-09-15T07:30:30.000Z"
          }
        },
        {
          "conversationNameUpdate" : {
            "initiatingUserId" : "1001",
            "name" : "2B ak",
            "createdAt" : "2025-09-15T07:30:10.000Z"
          }
        },
        {
          "joinConversation" : {
            "initiatingUserId" : "1001",
            "participantsSnapshot" : [
              "1001",
              "2002"
            ],
            "createdAt" : "2025-09-15T07:30:00.000Z"
          }
        }
      ]
    }
  }
]
