"""The smallest FastAPI app. The gateway's speed for GET requests is measured as a share of its speed."""

from fastapi import FastAPI

app = FastAPI()


@app.get("/hello")
async def hello() -> dict[str, str]:
    """The smallest answer there is."""
    return {"hello": "world"}


if __name__ == "__main__":
    import sys

    import uvicorn

    uvicorn.run(
        app,
        host="127.0.0.1",
        port=int(sys.argv[1]),
        access_log=False,
        log_config=None,
        server_header=False,
        date_header=False,
    )
