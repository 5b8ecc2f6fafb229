/** A preload for `node --import`: the clock of the process begins at MFACTL_PROOF_CLOCK and runs on from there. */
import process from 'node:process';

const begin = Date.parse(process.env['MFACTL_PROOF_CLOCK'] ?? '');
if (Number.isNaN(begin)) throw new Error('MFACTL_PROOF_CLOCK is no instant');
const { now } = Date;
const ahead = begin - now();
Date.now = () => now() + ahead;
