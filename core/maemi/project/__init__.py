"""What a lab knows: micrographs, pairs, decisions, requests, conversations; in a folder or a team's database."""
