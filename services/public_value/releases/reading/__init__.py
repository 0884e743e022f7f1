"""Why a figure that somebody asks for is not told."""
