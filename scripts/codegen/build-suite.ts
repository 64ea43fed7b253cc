import type { Contract, Namespace, Operation, Payload, Scenario } from './contract.js';
import { invalidPayloads } from './invalid-payloads.js';
import type {
  ContractSuite,
  SuiteClientEvent,
  SuiteNamespace,
  SuiteScenario,
  SuiteServerEvent,
} from './runtime/contract-types.js';

/**
 * Builds the test suite of a contract.
 * @param validatorOf Returns the closed validator of a type (it rejects fields that the contract does not name), or
 * code that refers to it.
 */
export function buildSuite<V>(contract: Contract, validatorOf: (type: string) => V): ContractSuite<V> {
  const validate = (payload: Payload | undefined) => payload && validatorOf(payload.type);

  const toClientEvent = ({ event, payload, reply, error, errorCodes, scenario }: Operation): SuiteClientEvent<V> => ({
    event,
    reply: validate(reply),
    error: validate(error),
    errorCodes,
    examples: payload
      ? payload.examples.map((example) => ({ name: example.name, payload: example.payload }))
      : reply || error
        ? [{ name: 'no payload' }]
        : [],
    invalid: payload ? invalidPayloads(contract, payload) : [],
    scenario: toSuiteScenario(scenario),
  });

  const toServerEvent = ({ event, payload, reply, scenario }: Operation): SuiteServerEvent<V> => ({
    event,
    payload: validate(payload),
    ...(reply && { acknowledgement: reply.examples[0]?.payload }),
    scenario: toSuiteScenario(scenario),
  });

  const toSuiteNamespace = ({ address, auth, operations }: Namespace): SuiteNamespace<V> => ({
    address,
    auth: auth && { refusedBy: auth.refusedBy },
    clientEvents: operations.filter(({ sender }) => sender === 'client').map(toClientEvent),
    serverEvents: operations.filter(({ sender }) => sender === 'server').map(toServerEvent),
  });

  return {
    title: contract.title,
    actors: contract.actors,
    invalidPayloadCode: contract.errors.find(({ invalidPayload }) => invalidPayload)?.code,
    namespaces: contract.namespaces.map(toSuiteNamespace),
  };
}

function toSuiteScenario(scenario: Scenario | undefined): SuiteScenario | undefined {
  return scenario && { ...scenario, payload: scenario.payload };
}
