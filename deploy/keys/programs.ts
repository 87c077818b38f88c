/** Keys of running programs: where they lie, whom they run as. */
import { Type } from '@sinclair/typebox'
import { define, text } from './key.ts'

export const programKeys = {
  allowShell: define(Type.Boolean(), {
    env: 'TIDELINE_ALLOW_SHELL',
    about: 'Whether process definitions may be scripts of a shell.',
    default: false,
    example: 'true',
    form: 'true or false',
  }),
  programFolders: define(Type.Array(Type.String({ pattern: '^/[^:,]*$' }), { minItems: 1, maxItems: 50 }), {
    env: 'TIDELINE_PROGRAM_FOLDERS',
    about: 'Folders from which operations may run programs; also the PATH that these find.',
    default: ['/usr/local/bin', '/usr/bin', '/bin'],
    example: '/opt/observatory/bin',
    form: 'absolute paths with commas between',
  }),
  programUser: define(Type.String({ pattern: '^[0-9]{1,9}:[0-9]{1,9}$' }), {
    env: 'TIDELINE_PROGRAM_USER',
    about:
      'User and group as whom programs run where executors run as root. Unset: 65534:65534. Where they do not, programs run as they do.',
    example: '1200:1200',
    form: 'a user id and a group id with a colon between',
  }),
  workFolder: define(text, {
    env: 'TIDELINE_WORK_FOLDER',
    about: 'Folder in which programs get private folders while they run. Unset: that of temporary files.',
    example: '/var/lib/tideline/work',
    form: 'path of a folder',
  }),
}
