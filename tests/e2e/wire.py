"""A bad wire between the agent and a cluster: it cuts, delays and corrupts connections at any byte, in both directions; what, where and when is drawn from a seed.

TLS is spoken over it, and ends behind it, as in a cluster that is reached over a network: a byte that was changed on the way is then found out, and never looks like
another document or another answer. (Nobody can promise that of plain HTTP.)
"""

import asyncio
import contextlib
import random
import ssl
import threading

import tls

_CHUNK = 65536


class Wire:
    def __init__(self, port, seed):
        """`port`: of the cluster, on this machine."""
        self._port, self._random = port, random.Random(seed)
        self.authority = tls.Authority()
        self.faults = {kind: 0 for kind in ("cut", "delayed", "corrupted", "stuck")}
        self.connections = 0
        self.bad = True
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self):
        self._thread.start()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*self.authority.issue("cluster", "IP:127.0.0.1"))
        self._end = self._listen(self._at_the_end, ssl=context)
        self.url = f"https://127.0.0.1:{self._listen(self._on_the_wire)}"
        return self

    def __exit__(self, *_):
        async def cancel():
            for task in asyncio.all_tasks() - {asyncio.current_task()}:
                task.cancel()
            await asyncio.sleep(0.1)

        asyncio.run_coroutine_threadsafe(cancel(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _listen(self, handler, **how):
        server = asyncio.run_coroutine_threadsafe(asyncio.start_server(handler, "127.0.0.1", 0, **how), self._loop).result(10)
        return server.sockets[0].getsockname()[1]

    async def _at_the_end(self, reader, writer):
        await self._join(reader, writer, self._port, None, None)

    async def _on_the_wire(self, reader, writer):
        self.connections += 1
        fault = self._draw()
        upwards = self._random.random() < 0.5
        await self._join(reader, writer, self._end, fault if upwards else None, None if upwards else fault)

    def _draw(self):
        """[kind, byte at which it happens] or None; most connections of an agent that lives for a second carry some 10 to 500 KB."""
        if not self.bad or self._random.random() < 0.3:
            return None
        kind = self._random.choices(list(self.faults), weights=(4, 3, 4, 1))[0]
        return [kind, int(10 ** self._random.uniform(0, 5.7))]

    async def _join(self, reader, writer, port, up, down):
        try:
            onward_reader, onward_writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:  # the cluster is down
            writer.transport.abort()
            return
        pumps = [asyncio.ensure_future(self._pump(reader, onward_writer, up)), asyncio.ensure_future(self._pump(onward_reader, writer, down))]
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for pump in pumps:
                pump.cancel()
            for end in (writer, onward_writer):
                with contextlib.suppress(Exception):
                    end.transport.abort()

    async def _pump(self, reader, writer, fault):
        passed = 0
        with contextlib.suppress(OSError, ssl.SSLError):
            while data := await reader.read(_CHUNK):
                if fault is not None and passed + len(data) > fault[1]:
                    data = await self._spoil(data, fault[1] - passed, fault[0], writer)
                    fault = None
                    if data is None:
                        return
                passed += len(data)
                writer.write(data)
                await writer.drain()
            await asyncio.sleep(0.05)  # what goes the other way may be on its way

    async def _spoil(self, data, at, kind, writer):
        self.faults[kind] += 1
        if kind == "corrupted":
            return data[:at] + bytes([data[at] ^ (1 << self._random.randrange(8))]) + data[at + 1:]
        writer.write(data[:at])
        await writer.drain()
        if kind == "cut":
            await asyncio.sleep(0.01)
            return None
        if kind == "delayed":
            await asyncio.sleep(self._random.uniform(0.05, 2))
            return data[at:]
        await asyncio.sleep(3600)  # stuck: the agent has to give it up
        return None
