"""Every database kept here, one for each finished capability, is brought to today and asked what it was asked then."""
