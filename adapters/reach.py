"""Whether something listens at an address."""

import asyncio

_PATIENCE_S = 5.0


async def answers(host: str, port: int) -> bool:
    try:
        connecting = asyncio.open_connection(host, port)
        _, writer = await asyncio.wait_for(connecting, _PATIENCE_S)
    except (OSError, TimeoutError):
        return False
    writer.close()
    return True
