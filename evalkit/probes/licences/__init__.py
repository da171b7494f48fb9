"""What the licence probe needs to know about licences."""
