"""What public_value measures: each indicator with its unit, words, method and dimensions."""

from dataclasses import dataclass
from typing import Literal, get_args

IndicatorId = Literal[
    "trips", "riders", "distance_m", "duration_s", "energy_kcal", "points", "climate.net_kgco2e"
]
Interval = Literal["P1D", "P1W", "P1M"]
Dimension = Literal["zone_id", "district_id"]
INTERVALS: tuple[Interval, ...] = get_args(Interval)
DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)
CLIMATE: Literal["climate.net_kgco2e"] = "climate.net_kgco2e"


@dataclass(frozen=True)
class Indicator:
    """An indicator. `name` and `definition` by language; `version` grows when a figure would change."""

    id: IndicatorId
    unit: str
    name: dict[str, str]
    definition: dict[str, str]
    method: str
    version: int = 1


def _texts(en: str, ca: str, es: str) -> dict[str, str]:
    return {"en": en, "ca": ca, "es": es}


INDICATORS = (
    Indicator(
        "trips",
        "trips",
        _texts("Trips", "Viatges", "Viajes"),
        _texts(
            "Trips that count, on the local day and in the zone in which they started.",
            "Viatges que compten, el dia local i a la zona on van començar.",
            "Viajes que cuentan, en el día local y la zona en que empezaron.",
        ),
        "Count of accepted trips.",
    ),
    Indicator(
        "riders",
        "riders",
        _texts("Riders", "Ciclistes", "Ciclistas"),
        _texts(
            "Different riders with a trip that counts. Not to be added up over days or zones: who rides on "
            "two days is one rider of the month.",
            "Ciclistes diferents amb algun viatge que compta. No s'han de sumar per dies ni per zones: qui "
            "circula dos dies és un sol ciclista del mes.",
            "Ciclistas diferentes con algún viaje que cuenta. No se suman por días ni por zonas: quien "
            "circula dos días es un solo ciclista del mes.",
        ),
        "Exact count of distinct riders of accepted trips.",
    ),
    Indicator(
        "distance_m",
        "m",
        _texts("Distance", "Distància", "Distancia"),
        _texts(
            "Metres ridden, as reported or else between stations. Trips of unknown distance add nothing.",
            "Metres recorreguts, segons el registre o bé entre estacions. Els viatges de distància "
            "desconeguda no hi sumen res.",
            "Metros recorridos, según el registro o bien entre estaciones. Los viajes de distancia "
            "desconocida no suman nada.",
        ),
        "Sum of distance_m of accepted trips.",
    ),
    Indicator(
        "duration_s",
        "s",
        _texts("Riding time", "Temps de viatge", "Tiempo de viaje"),
        _texts(
            "Seconds from start to end of the trips.",
            "Segons des de l'inici fins al final dels viatges.",
            "Segundos desde el inicio hasta el final de los viajes.",
        ),
        "Sum of duration_s of accepted trips.",
    ),
    Indicator(
        "energy_kcal",
        "kcal",
        _texts("Energy", "Energia", "Energía"),
        _texts(
            "Kilocalories that a rider of 70 kg spends on the trips, resting energy included.",
            "Quilocalories que gasta una persona de 70 kg en els viatges, inclosa l'energia en repòs.",
            "Kilocalorías que gasta una persona de 70 kg en los viajes, incluida la energía en reposo.",
        ),
        "MET x 70 kg x hours (MET 6.8, e-bike 6.0; at most 60 minutes of a trip), whole kcal for each trip.",
    ),
    Indicator(
        "points",
        "points",
        _texts("Points", "Punts", "Puntos"),
        _texts(
            "Points given, less points taken back. Those of a trip belong to its day and zone; the day's "
            "limit and rewards of challenges belong to no zone: they are in the city's figure and, where "
            "trips start outside all zones, in that of outside.",
            "Punts donats, menys els retirats. Els d'un viatge són del seu dia i zona; el límit diari i "
            "les recompenses dels reptes no són de cap zona: són a la xifra de la ciutat i, on hi ha "
            "viatges que comencen fora de totes les zones, a la de fora.",
            "Puntos dados, menos los retirados. Los de un viaje son de su día y zona; el límite diario y "
            "las recompensas de los retos no son de ninguna zona: están en la cifra de la ciudad y, donde "
            "hay viajes que empiezan fuera de todas las zonas, en la de fuera.",
        ),
        "Sum of the points that each source has given in all.",
    ),
    Indicator(
        CLIMATE,
        "kg CO2e",
        _texts("Climate balance", "Balanç climàtic", "Balance climático"),
        _texts(
            "Emissions that the trips avoided, over the whole life of the vehicles, against what riders "
            "would have taken instead. Below zero: they emitted more than they replaced.",
            "Emissions que els viatges han evitat, al llarg de tota la vida dels vehicles, respecte del "
            "que s'hauria fet servir en lloc seu. Per sota de zero: han emès més del que han substituït.",
            "Emisiones que los viajes han evitado, a lo largo de toda la vida de los vehículos, respecto "
            "de lo que se habría usado en su lugar. Por debajo de cero: han emitido más de lo que han "
            "sustituido.",
        ),
        "Sum of km x (sum of share x factor of each replaced mode - factor of the vehicle); .low and .high "
        "at the 95 % Wilson bounds of the car's share, the other shares rescaled.",
    ),
)

BY_ID = {indicator.id: indicator for indicator in INDICATORS}
