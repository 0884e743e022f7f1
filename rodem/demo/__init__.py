"""`rodem demo`: a city with zones, stations, riders, a month of trips and challenges, for a newcomer."""
