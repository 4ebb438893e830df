/** Every function, registered by being imported: this is what is bundled and deployed. */
import { app } from '@azure/functions';
import { end, start } from '../shared/composition/start';
import './batch';
import './directory';
import './discovery';
import './health';
import './parkedMessages';
import './processOperations';
import './purgeExpired';
import './superviseJobs';
import './unknownRoute';
import './jobs/heldDeletions';
import './jobs/jobActions';
import './jobs/jobStates';
import './jobs/jobs';
import './jobs/people';
import './jobs/schema';
import './jobs/secrets';
import './jobs/servicePrincipals';
import './jobs/templates';
import './logs/provisioningLogs';
import './preview/plan';
import './preview/provisionOnDemand';
import './uploads/bulkUpload';
import './uploads/uploads';

app.hook.appStart(start);
app.hook.appTerminate(end);
