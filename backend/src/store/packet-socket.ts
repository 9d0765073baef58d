import { Socket } from 'node:net';

/**
 * A socket that sends what is written in one turn of the event loop at once: the statements that begin a transaction leave in one
 * packet instead of one each, and every packet costs as much as a small statement.
 */
export function createPacketSocket(): Socket {
  const socket = new Socket();
  // Connecting puts Node's own `write` back, so ours comes after that.
  return socket.once('connect', () => gatherWrites(socket));
}

function gatherWrites(socket: Socket): void {
  const write = socket.write.bind(socket) as (...parts: unknown[]) => boolean;
  let isGathering = false;
  socket.write = (...parts: unknown[]) => {
    if (!isGathering) {
      isGathering = true;
      socket.cork();
      process.nextTick(() => {
        isGathering = false;
        socket.uncork();
      });
    }
    return write(...parts);
  };
}
