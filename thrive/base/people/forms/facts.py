"""What is asked when a fact about a person is recorded, changed from a day, corrected, ended or taken back."""
