/** Every function, registered by being imported: this is what is bundled and deployed. */
import { app } from '@azure/functions';
import { end, start } from '../shared/composition/start';
import './batch';
import './bulkUpload';
import './directory';
import './discovery';
import './health';
import './heldDeletions';
import './jobActions';
import './jobStates';
import './jobs';
import './parkedMessages';
import './people';
import './plan';
import './processOperations';
import './provisioningLogs';
import './provisionOnDemand';
import './purgeExpired';
import './schema';
import './secrets';
import './servicePrincipals';
import './superviseJobs';
import './templates';
import './unknownRoute';
import './uploads';

app.hook.appStart(start);
app.hook.appTerminate(end);
