"""Pure rules of one dossier in progress: intake, and commands in, events out."""
