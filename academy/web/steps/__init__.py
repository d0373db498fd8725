"""What each app has to say on the home page: one card, with what is next in words and numbers."""
