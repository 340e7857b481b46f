"""What the office says about itself: letterhead, form, paper, near bands."""
