import { pino } from 'pino';
import { ConfigError, loadConfig } from './config.js';
import { explainFailedStart, greeting } from './greeting.js';
import { createServer } from './server.js';

/** The maximum time in ms from a signal to the exit of the process. */
const shutdownDeadlineMs = 10_000;

try {
  const config = loadConfig(process.env);
  // The log goes to standard error, and the greeting for the operator to standard output.
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
      logger.error('Failed to stop in time');
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
