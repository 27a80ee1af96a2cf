"""What proves that a paper is as it was made: its seal, and the electronic stamp of the Opco."""
