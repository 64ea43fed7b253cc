import { pino } from 'pino';
import { ConfigError, loadConfig } from './config.js';
import { explainFailedStart, greeting } from './greeting.js';
import { createServer } from './server.js';

/** Milliseconds from a signal to the end, whatever is still going on then. */
const shutdownDeadlineMs = 10_000;

try {
  const config = loadConfig(process.env);
  // Standard output is for people, and says where everything is; standard error has the log.
  const logger = pino({ level: config.logLevel }, pino.destination(2));
  const server = await createServer(config, logger);
  const port = await server.listen();
  process.stdout.write(greeting(port, config));

  let isStopping = false;
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    if (isStopping) process.exit(1);
    isStopping = true;
    logger.info({ signal }, 'Stopping');
    setTimeout(() => {
      logger.error('Could not finish in time');
      process.exit(1);
    }, shutdownDeadlineMs).unref();
    await server.close();
    logger.info('Stopped');
    process.exit(0);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
} catch (error) {
  const isConfiguration = error instanceof ConfigError;
  process.stderr.write(`${isConfiguration ? error.message : explainFailedStart(error)}\n`);
  process.exit(isConfiguration ? 2 : 1);
}
