#!/usr/bin/env node
import { runAix } from './run-aix.ts';

process.exitCode = await runAix(process.argv.slice(2), process);
