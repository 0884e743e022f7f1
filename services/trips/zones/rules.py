"""Who may write zones. Pure."""

from shared.http.problems import Problem


class ZonesOfTheCity(Problem):
    """A city official has put zones. From then on only the city does."""

    status = 403
    title = "The city's zones"


def check_writer(is_city: bool, city_has_written: bool) -> None:
    """Raises ZonesOfTheCity for an operator, once a city official has put zones."""
    if city_has_written and not is_city:
        raise ZonesOfTheCity("The city puts its zones itself.")
