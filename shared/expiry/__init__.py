"""When points expire: since when they do after how many months, and what is due at which instant."""
