"""The papers of a review within what somebody may see."""
