"""The record of processing (AVG art. 30) and a draft of the impact assessment (art. 35), written
from the config, the rulebook and the code that are in use, so that it says what really happens."""
