import type { OnProgress } from '../directory/port.ts';

const WIDTH = 24;

/** Shows on a terminal how far a long piece of work has come; elsewhere the work runs in silence. */
export async function withProgress<Result>(
  io: { readonly interactive: boolean },
  title: string,
  work: (onProgress: OnProgress) => Promise<Result>,
): Promise<Result> {
  if (!io.interactive) return work(() => undefined);
  const { Listr, ListrLogger, ProcessOutput } = await import('listr2');
  let result: { readonly value: Result } | null = null;
  const list = new Listr(
    [
      {
        title,
        task: async (_, task) => {
          const onProgress: OnProgress = (share) => {
            task.title = `${title}  ${progressBar(share)}`;
          };
          result = { value: await work(onProgress) };
          task.title = title;
        },
      },
    ],
    // Results go to stdout; what is told on the way goes to stderr.
    {
      rendererOptions: {
        clearOutput: true,
        // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- the logger's default levels are those of the renderer
        logger: new ListrLogger({ processOutput: new ProcessOutput(process.stderr, process.stderr) }),
      },
    },
  );
  await list.run();
  return (result as unknown as { readonly value: Result }).value;
}

/** "██████░░░░░░  25 %". */
export function progressBar(share: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * WIDTH);
  return `${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${String(Math.floor(share * 100)).padStart(3)} %`;
}
