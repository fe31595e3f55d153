"""What left this machine: the page of every request, and the switch that lets nothing leave."""
