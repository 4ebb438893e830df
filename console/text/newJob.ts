/** Words of making a job: where people go, what it is called, who is told, and whether it reaches its directory. */
import type { TargetKind } from '../rules/job/connection';

export const newJobWords = {
  title: 'New job',
  lede: 'A job takes people from one source and keeps their accounts in one directory.',
  target: 'Where people go',
  targets: {
    entra: ['Microsoft Entra ID, or the embedded directory', 'API2AAD'],
    activeDirectory: ['Active Directory, over LDAP', 'API2AD'],
    scim: ['A SCIM 2.0 service', 'API2SCIM'],
  } satisfies Readonly<Record<TargetKind, readonly [string, string]>>,
  about: 'The job',
  name: 'Name',
  nameHint: 'Such as: Workers to Entra ID',
  nameMissing: 'A job needs a name.',
  email: 'Who gets mail',
  emailHint: 'E-mail addresses, parted by commas. Without one the job is put into quarantine when it is started.',
  agent: 'Agents near the directory do the work',
  agentHint: 'Where this service cannot reach it. They hold the credentials themselves.',
  connection: 'Connection',
  make: 'Make the job',
  making: 'Making it…',
  again: 'Save and test again',
  progress: 'What is done',
  steps: {
    principal: ['A place for its connection', 'The service principal; its name is the job’s.'],
    secrets: ['Connection and notification are saved', 'Secrets are kept encrypted, and shown to nobody.'],
    job: ['The job is made', 'It does nothing until it is started; uploads wait.'],
    test: ['The directory takes the connection', 'People can be looked up in it.'],
    agent: ['An agent is to be started', 'The page of its agents says how.'],
  },
  done: 'done',
  start: 'Start the job',
  open: 'Open the job',
  agents: 'Agents',
  mapping: 'Attribute mapping',
} as const;
