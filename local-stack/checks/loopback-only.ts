import { Socket } from 'node:net';

/** Loaded before the tests: fails whatever would leave this machine. */
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|::1)$/;

const connect = Socket.prototype.connect;
Socket.prototype.connect = function connectToLoopback(this: Socket, ...parameters: unknown[]) {
  const [options] = (Array.isArray(parameters[0]) ? parameters[0] : parameters) as [
    { host?: string; path?: string },
  ];
  const host =
    typeof options === 'object' && options.path === undefined ? (options.host ?? 'localhost') : 'localhost';
  if (!LOOPBACK.test(host))
    throw new Error(`A test tried to connect to ${host}: only this machine may be reached`);
  return connect.apply(this, parameters as Parameters<typeof connect>);
} as typeof connect;
