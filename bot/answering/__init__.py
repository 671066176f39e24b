"""What people are answered with: in their language, to them alone, with signed buttons."""
