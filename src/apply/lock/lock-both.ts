import type { Acquired, Lock } from './lock.ts';

/** Takes two locks as one: both, or neither. The target has one, and the ledger another: two targets may share a ledger. */
export async function acquireBoth(first: () => Promise<Acquired>, second: () => Promise<Acquired>): Promise<Acquired> {
  const outer = await first();
  if (!outer.ok) return outer;
  const inner = await second().catch(async (error: unknown) => {
    await outer.lock.release();
    throw error;
  });
  if (inner.ok) return { ok: true, lock: bothOf(outer.lock, inner.lock), tookOver: outer.tookOver ?? inner.tookOver };
  await outer.lock.release();
  return inner;
}

function bothOf(outer: Lock, inner: Lock): Lock {
  return {
    id: outer.id,
    isHeld: async () => (await inner.isHeld()) && (await outer.isHeld()),
    async release() {
      try {
        await inner.release();
      } finally {
        await outer.release();
      }
    },
  };
}
