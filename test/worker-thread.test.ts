/** A thread for work that takes its time: one at a time, bounded in memory, time and waiting; what it gives up takes nothing else along. */
import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import {
  createWorkerThread,
  type Thread,
  ThreadAway,
  type ThreadOptions,
  TooMuch,
  type WorkerThread,
  WorkFailed,
} from '../server/worker-thread.ts';

interface Sent {
  readonly step: string;
  readonly given: readonly unknown[];
}

/** A thread that answers when the test says so. */
class PlayedThread extends EventEmitter {
  readonly sent: Sent[] = [];
  isEnded = false;
  isHeld = true;
  postMessage(message: Sent): void {
    this.sent.push(message);
  }
  ref(): void {
    this.isHeld = true;
  }
  unref(): void {
    this.isHeld = false;
  }
  async terminate(): Promise<number> {
    this.isEnded = true;
    this.emit('exit', 1);
    return 1;
  }
  answer(answer: unknown): void {
    this.emit('message', { kind: 'done', answer });
  }
}

type Played = { echo: (text: string) => string };

function played(options: Partial<ThreadOptions> = {}) {
  const threads: PlayedThread[] = [];
  const late: { ms: number; run: () => void; isOff: boolean }[] = [];
  const thread: WorkerThread<Played> = createWorkerThread<Played>({
    module: new URL('file:///nowhere.ts'),
    memoryMiB: 16,
    stepMs: 1_000,
    idleMs: 5_000,
    waitingMax: 2,
    start: () => {
      threads.push(new PlayedThread());
      return threads.at(-1) as unknown as Thread;
    },
    after: (ms, run) => {
      const timer = { ms, run, isOff: false };
      late.push(timer);
      return () => {
        timer.isOff = true;
      };
    },
    ...options,
  });
  const pass = (ms: number) => {
    for (const timer of late.splice(0)) if (!timer.isOff && timer.ms === ms) timer.run();
  };
  return { thread, threads, pass };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('work in a thread', () => {
  it('is done one at a time, in the order of coming, in one thread that stays', async () => {
    const { thread, threads } = played();
    const works = ['a', 'b', 'c'].map((text) => thread.run(async (ask) => `${await ask('echo', text)}!`));
    for (const text of ['a', 'b', 'c']) {
      await settled();
      expect(threads[0]!.sent.at(-1)).toEqual({ step: 'echo', given: [text] });
      threads[0]!.answer(text);
    }
    expect(await Promise.all(works)).toEqual(['a!', 'b!', 'c!']);
    expect(threads).toHaveLength(1);
    expect(threads[0]!.sent).toHaveLength(3);
  });

  it('is not taken where too many wait, and is once there is room', async () => {
    const { thread, threads } = played();
    const works = ['a', 'b', 'c'].map((text) => thread.run((ask) => ask('echo', text)));
    await expect(thread.run((ask) => ask('echo', 'd'))).rejects.toThrow(ThreadAway);
    for (let count = 0; count < 3; count++) {
      await settled();
      threads[0]!.answer('x');
    }
    await Promise.all(works);
    const later = thread.run((ask) => ask('echo', 'd'));
    await settled();
    threads[0]!.answer('d');
    expect(await later).toBe('d');
  });

  it.each([
    ['a step that takes too long', (_: PlayedThread, pass: (ms: number) => void) => pass(1_000), TooMuch],
    [
      'too little memory',
      (thread: PlayedThread) =>
        thread.emit('error', Object.assign(new Error('heap'), { code: 'ERR_WORKER_OUT_OF_MEMORY' })),
      TooMuch,
    ],
    [
      'an error of the thread',
      (thread: PlayedThread) => thread.emit('error', new Error('a bug')),
      WorkFailed,
    ],
    ['the end of the thread', (thread: PlayedThread) => thread.emit('exit', 3), WorkFailed],
  ])('fails by %s, and what waits gets a new thread', async (_, happen, kind) => {
    const { thread, threads, pass } = played();
    const first = thread.run((ask) => ask('echo', 'a'));
    const second = thread.run((ask) => ask('echo', 'b'));
    await settled();
    happen(threads[0]!, pass);
    await expect(first).rejects.toThrow(kind);
    await settled();
    expect(threads).toHaveLength(2);
    threads[1]!.answer('b');
    expect(await second).toBe('b');
  });

  it('of which a step fails leaves the thread to the next', async () => {
    const { thread, threads } = played();
    const failing = thread.run((ask) => ask('echo', 'a'));
    await settled();
    threads[0]!.emit('message', { kind: 'fault', why: 'TypeError' });
    await expect(failing).rejects.toThrow(WorkFailed);
    const large = thread.run((ask) => ask('echo', 'b'));
    await settled();
    threads[0]!.emit('message', { kind: 'tooMuch', why: 'RangeError' });
    await expect(large).rejects.toThrow(TooMuch);
    expect(threads).toHaveLength(1);
  });

  it('keeps the process only while it is done, and the thread ends when nothing comes for a while', async () => {
    const { thread, threads, pass } = played();
    const work = thread.run((ask) => ask('echo', 'a'));
    await settled();
    expect(threads[0]!.isHeld).toBe(true);
    threads[0]!.answer('a');
    await work;
    expect(threads[0]!.isHeld).toBe(false);
    pass(5_000);
    expect(threads[0]!.isEnded).toBe(true);
    const again = thread.run((ask) => ask('echo', 'b'));
    await settled();
    threads[1]!.answer('b');
    expect(await again).toBe('b');
  });

  it('is away, not failed, when the thread is closed under it', async () => {
    const { thread } = played();
    const work = thread.run((ask) => ask('echo', 'a'));
    await settled();
    await Promise.all([expect(work).rejects.toThrow(ThreadAway), thread.close()]);
  });

  it('is away where no thread can be started, and those who wait have their turn', async () => {
    const threads: PlayedThread[] = [];
    let starts = 0;
    const { thread } = played({
      start: () => {
        if (++starts === 1) throw new Error('ERR_WORKER_INIT_FAILED');
        threads.push(new PlayedThread());
        return threads.at(-1) as unknown as Thread;
      },
    });
    const [refused, next] = [1, 2].map(() => thread.run((ask) => ask('echo', 'a')));
    await expect(refused).rejects.toThrow(ThreadAway);
    await settled();
    threads[0]?.answer('a');
    expect(threads).toHaveLength(1);
    expect(await next).toBe('a');
  });
});
