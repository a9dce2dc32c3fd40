"""The example province: invented people and dossiers, to look at and to test with, never beside real ones."""
