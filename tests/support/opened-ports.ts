import net from 'node:net';
import { z } from 'zod';

const target = z.object({ port: z.union([z.number(), z.string()]) });

/** The targets of opened sockets. Node passes the arguments on as given, or as a list. */
const portsOf = (calls: unknown[][]): string[] => [
  ...new Set(
    calls
      .flat(2)
      .map((given) => target.safeParse(given))
      .flatMap((read) => (read.success ? [String(read.data.port)] : [])),
  ),
];

/** Watches every socket that this process opens, whatever opens it: a site that was booted in it, too. */
export function watchSockets(): { ports(): string[]; stop(): void } {
  const connecting = jest.spyOn(net.Socket.prototype, 'connect');
  return { ports: () => portsOf(connecting.mock.calls), stop: () => connecting.mockRestore() };
}
