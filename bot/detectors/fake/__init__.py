"""Words that pass for somebody else's, and plans to make such words."""
