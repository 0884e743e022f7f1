"""How the values of actors differ, and what is achieved of them."""
