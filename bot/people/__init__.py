"""Who people are to the school: imported, linked to their accounts, taken off."""
