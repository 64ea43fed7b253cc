#!/usr/bin/env node
// The tooling is TypeScript, and is compiled as it is loaded.
import { register } from 'tsx/esm/api';

register();
await import('../scripts/socketio-contract.ts');
