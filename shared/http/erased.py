"""What is answered to who asks for something in the name of a rider who was erased."""

from shared.http.problems import Problem


class ErasedRider(Problem):
    """The rider was erased, at their own wish. Nothing is taken of them any more."""

    status = 409
    title = "Rider erased"
