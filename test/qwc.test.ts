import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readQwcFile } from '../scripts/web-connector.ts';
import { qwcFile } from '../server/qwc.ts';

const facts = {
  appName: 'Cost Code Sync Smith & Söhne <"1">',
  appUniqueName: 'CostCodeSync-1',
  description: 'Exports accepted cost codes to QuickBooks as Service Items.',
  publicURL: 'https://sync.example.com/qb',
  userName: 'qbwc-1',
  fileID: '{57f3b9b6-86f1-4fcc-b1ee-566de1813d20}',
  runEveryMinutes: 15,
};

describe('a .qwc file', () => {
  it('is taken by the Web Connector, every text as it was', () => {
    expect(readQwcFile(qwcFile(facts))).toMatchObject({
      AppName: facts.appName,
      AppURL: 'https://sync.example.com/qb/qbwc',
      AppSupport: 'https://sync.example.com/qb/support',
      UserName: 'qbwc-1',
      FileID: facts.fileID,
      QBType: 'QBFS',
      IsReadOnly: false,
    });
  });

  it('has the interval in minutes', () => {
    expect(qwcFile(facts)).toMatch(/<Scheduler>\s*<RunEveryNMinutes>15<\/RunEveryNMinutes>\s*<\/Scheduler>/);
  });
});

describe('the sample QBWC.qwc', () => {
  const sample = readFileSync(new URL('../QBWC.qwc', import.meta.url), 'utf8');

  it('can be looked at like a real one, for the default address', () => {
    expect(readQwcFile(sample)).toMatchObject({
      AppURL: 'http://localhost:8080/qbwc',
      AppSupport: 'http://localhost:8080/support',
    });
  });

  it('says that it is a sample and where to get one’s own', () => {
    expect(readQwcFile(sample).AppDescription).toMatch(/^Sample\. Get .+ from the running service\.$/);
    expect(readQwcFile(sample).AppDescription.length).toBeLessThanOrEqual(80);
  });

  it('names this product’s OwnerID', () => {
    const owner = /<OwnerID>.*<\/OwnerID>/;
    expect(owner.exec(sample)?.[0]).toBe(owner.exec(qwcFile(facts))?.[0]);
  });
});
