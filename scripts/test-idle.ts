// `npm run test:idle`: QuickBooks may work on a set for a long time, and .NET then answers on the connection that it has kept. Plays one
// session against the real service on one connection, silent for 35 s before the answer; takes those 35 s.
import { setTimeout as delay } from 'node:timers/promises';
import { SimulatedQuickBooks } from './quickbooks/simulated-quickbooks.ts';
import { clientOf } from './services/client.ts';
import { startService } from './services/service.ts';
import { rawTransport, readQwcFile, runSession } from './web-connector.ts';

const SILENCE_MS = 35_000;

const service = await startService({ adminPassword: 'idle' });
try {
  const api = clientOf(service.url, 'admin', 'idle');
  const { id, connector } = await api.createCompany({ name: 'Idle', incomeAccount: 'Construction Income' });
  await api.importList(id, Buffer.from('code,description\n01,General Requirements\n'));
  await api.send(id);
  await api.accept(id);
  const connections = new Set<number>();
  const transport = rawTransport(`${service.url}/qbwc`, {
    onConnection: (localPort) => connections.add(localPort),
  });
  const session = await runSession({
    qwc: readQwcFile(await api.qwc(id)),
    password: connector.password,
    quickbooks: new SimulatedQuickBooks(),
    transport,
    onExchange: async ({ operation }) => {
      if (operation !== 'sendRequestXML') return;
      console.log(`silent for ${SILENCE_MS / 1_000} s`);
      await delay(SILENCE_MS);
    },
  });
  transport.close();
  const { counts } = await api.status(id);
  console.log(`${session.outcome}: ${session.statusText} ${connections.size} connection(s) used.`);
  if (session.outcome !== 'done' || counts.synced !== 1 || connections.size !== 1) process.exitCode = 1;
} finally {
  await service.stop();
}
