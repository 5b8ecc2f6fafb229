import { setTimeout as wait } from 'node:timers/promises';
import { askHeartbeat } from '../../session/heartbeat.ts';
import { EXIT, type Io, Stop } from '../../session/io.ts';
import { type GlobalOptions, openSettings } from '../../session/workspace.ts';

const TRIES = 3;
const BETWEEN_TRIES = 2000;

/** Asks for `ledger.heartbeatUrl`, so that who watches it notices when no run does. The path of the URL is a secret. */
export async function ciHeartbeat(io: Io, options: GlobalOptions): Promise<number> {
  const { heartbeatUrl } = openSettings(io, options).ledger;
  if (heartbeatUrl === null) {
    io.err('No heartbeat: ledger.heartbeatUrl is not set in mfactl.yaml.\n');
    return EXIT.done;
  }
  const { host } = new URL(heartbeatUrl);
  let why = '';
  for (let tries = 0; tries < TRIES; tries++) {
    if (tries > 0) await wait(BETWEEN_TRIES, undefined, { signal: io.signal });
    why = await askHeartbeat(heartbeatUrl, io.signal);
    if (why === '') {
      await io.out(`Heartbeat at ${host}.\n`);
      return EXIT.done;
    }
  }
  throw new Stop(`no heartbeat at ${host}: ${why}. Check ledger.heartbeatUrl, and that this machine may reach it.`);
}
