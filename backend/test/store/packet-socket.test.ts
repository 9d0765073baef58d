import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { createPacketSocket } from '../../src/store/packet-socket.ts';

describe('createPacketSocket', () => {
  let server: Server;
  let socket: Socket;
  let other: Socket;
  before(async () => {
    server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    socket = createPacketSocket();
    const connected = once(server, 'connection');
    socket.connect((server.address() as AddressInfo).port, '127.0.0.1');
    await once(socket, 'connect');
    [other] = (await connected) as [Socket];
  });
  after(() => {
    socket.destroy();
    other.destroy();
    server.close();
  });

  it('holds back what is written until the turn of the event loop ends, and then sends it in its order', async () => {
    socket.write('begin;');
    socket.write('select 1;');
    assert.equal(socket.writableCorked, 1);
    await turn();
    assert.equal(socket.writableCorked, 0);
    assert.equal(String((await once(other, 'data'))[0]), 'begin;select 1;');
  });

  it('does the same in the next turn', async () => {
    socket.write('commit;');
    assert.equal(socket.writableCorked, 1);
    assert.equal(String((await once(other, 'data'))[0]), 'commit;');
    assert.equal(socket.writableCorked, 0);
  });
});
