/** Prints, at the end of a run, the tests in which the loop took its longest turns. There is no bound: machines and tests differ. */
import type { Reporter, TestModule } from 'vitest/node';

declare module 'vitest' {
  interface TaskMeta {
    /** Set by setup.ts. */
    longestTurnMs?: number;
  }
}

const TOLD = 3;

export class LongestTurns implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const turns = modules
      .flatMap((module) => [...module.children.allTests()])
      .map((test) => ({ test, ms: test.meta().longestTurnMs ?? 0 }))
      .filter(({ ms }) => ms > 0)
      .sort((one, other) => other.ms - one.ms);
    if (turns.length === 0) return;
    console.log('\nThe longest turns of the loop while the service worked, in processor time:');
    for (const { test, ms } of turns.slice(0, TOLD))
      console.log(`${ms.toFixed(0).padStart(6)} ms  ${test.module.relativeModuleId} > ${test.fullName}`);
  }
}
