#pragma once
// Every limit of flowship, in one place, with its unit in the name, checked against the others at compile time.

#include <cstddef>
#include <cstdint>

namespace flowship::limits {

// Reading.
inline constexpr size_t kReadBytes = 256 << 10;                    // one read from a file
inline constexpr size_t kMessageMaxBytes = 10 << 20;               // a longer line is cut; Filebeat's message_max_bytes
inline constexpr size_t kBatchMaxEvents = 1024;                    // events in a batch
inline constexpr size_t kSliceEvents = 32;                         // of a batch, whose trees are in memory at once
inline constexpr size_t kBatchTargetBytes = 128 << 10;             // a batch is passed on when it holds that many bytes of records: what is made of it fits into a core's cache
inline constexpr size_t kIdentityHeadBytes = 1024;                 // at most that much of the first line is the file's identity
inline constexpr size_t kResumeTailBytes = 256;                    // the bytes before the offset that are compared at resume
inline constexpr size_t kOpenFilesMax = 16384;                     // held open by one input, and at most half of what the system allows the process
inline constexpr size_t kScanSliceFiles = 512;                     // looked at by a scan before reading goes on
inline constexpr size_t kIdentifySliceFiles = 32;                  // new files whose beginning is read before reading goes on
inline constexpr size_t kSkipSliceBytes = 4 << 20;                 // of a compressed file that is skipped at once
inline constexpr size_t kCopiesLookedAt = 64;                      // files beside a truncated one that may be its copy, the newest ones
inline constexpr size_t kSearchMaxEntries = 100'000;               // of a directory in which a renamed file is looked for
inline constexpr size_t kBatchKeptBytes = 4 << 20;                 // memory that an idle batch keeps for its next use
inline constexpr size_t kBatchesOfRoute = 8;                       // batches that may be under way to one output,
inline constexpr size_t kBatchesOfWorker = 4;                      // and so many more for each of its workers: the bound on memory

// sFlow.
inline constexpr size_t kSflowDatagramBytes = 65'535;              // one datagram: what UDP can carry
inline constexpr size_t kSflowLayers = 48;                         // headers inside each other whose names are kept
inline constexpr size_t kSflowHeaderSteps = 64;                    // headers inside each other that are looked at
inline constexpr size_t kSflowReceiveDatagrams = 64;               // taken from the socket at once
inline constexpr size_t kSflowReceiveBufferBytes = 16 << 20;       // asked of the kernel for one socket, unless the stream says otherwise
inline constexpr int64_t kSflowBatchMillis = 200;                  // a batch that is not full is passed on after that long
inline constexpr size_t kSflowExporters = 16'384;                  // agents whose sequence numbers are followed; what comes later is not
inline constexpr size_t kSflowInterfaces = 262'144;                // interfaces whose counters are remembered for rates
inline constexpr size_t kCaptureFragments = 4096;                  // IP datagrams of a capture that wait for fragments

// Registry.
inline constexpr int64_t kRegistryCommitMillis = 100;              // changes are written together, that often
inline constexpr int64_t kRegistrySyncMillis = 1000;               // and are on the disk that much later at most
inline constexpr uint64_t kRegistryLogBytes = 16 << 20;            // a longer log (and longer than twice the checkpoint) makes way for a checkpoint
inline constexpr size_t kRegistryRecordMaxBytes = 256 << 10;       // one record: a path and a stream's id, 64 KiB each at most
inline constexpr size_t kRegistryStepEntries = 4096;               // written in one step, and looked at under the lock at once

// Events.
inline constexpr size_t kJsonMaxDepth = 512;                       // nesting of a document; deeper is an error
inline constexpr size_t kDocumentMaxBytes = 64 << 20;              // what a pipeline may grow one document to
inline constexpr size_t kPathMaxParts = 64;                        // parts of a field path
inline constexpr size_t kIndexedObjectEntries = 32;                // an object with more entries gets a hash index

// Traces of pipelines (event/trace.h), of each stream and worker.
inline constexpr size_t kTraceMaxSlots = 1024;                     // values that one document's steps may make
inline constexpr size_t kTraceMaxInputs = 24;                      // of one step
inline constexpr size_t kTraceMaxSteps = 8192;
inline constexpr size_t kTraceMaxLeaves = 256;                     // kinds of documents that are told apart
inline constexpr size_t kTraceMaxFruitless = 65'536;               // recordings that came to nothing; then nothing more is recorded

// Pipelines.
inline constexpr int kPipelineMaxDepth = 100;                      // pipelines that call each other; Elasticsearch's limit is 100
inline constexpr int64_t kScriptMaxLoopIterations = 1'000'000;     // Elasticsearch's painless loop limit
inline constexpr size_t kScriptMaxBytes = 65'535;                  // script.max_size_in_bytes
inline constexpr int kScriptMaxNesting = 500;                       // statements and expressions inside each other
inline constexpr int kScriptMaxChain = 1000;                        // operators or member accesses in a row
inline constexpr size_t kScriptMaxStackBytes = 512 << 10;          // of the thread's stack, for functions that call each other; then StackOverflowError
inline constexpr size_t kScriptMaxWork = 200'000'000;                // elements that the methods which one run calls look at
inline constexpr size_t kScriptMaxArenaBytes = 256 << 20;            // that the memory of a batch may grow by in one run
inline constexpr size_t kScriptMaxTreeContainers = 1'000'000;        // lists and objects of a document that a script leaves, each as often as it is reached
inline constexpr size_t kScriptMaxDatePatterns = 256;                // date patterns that a thread keeps compiled for scripts
inline constexpr uint32_t kRegexMatchSteps = 10'000'000;              // of one match; more is an error
inline constexpr size_t kRegexHeapBytes = 32 << 20;                   // that one match may take; more is an error
inline constexpr uint32_t kRegexQuickSteps = 200'000;                  // the same, where RE2 takes over then
inline constexpr size_t kRegexLinearBytes = 32 << 20;              // memory of one RE2 program
inline constexpr size_t kRegexMaxDepth = 250;                      // groups inside each other in a grok expression
inline constexpr size_t kRegexMaxRepeat = 65'535;                  // PCRE2's
inline constexpr size_t kGrokExpressionMaxBytes = 1 << 20;         // an expression, its patterns written out
inline constexpr size_t kScriptMaxTextBytes = 64 << 20;            // a string, and all that one run makes

inline constexpr int64_t kGeoipCheckMillis = 5000;                 // between two looks whether a geoip database has changed on the disk

// Dates.
inline constexpr size_t kDatePatternMaxBytes = 512;                // one pattern of a date format
inline constexpr size_t kDateOptionalMaxDepth = 32;                // optional sections within each other

// Configuration.
inline constexpr size_t kConfigMaxBytes = 16 << 20;                // a policy or pipeline file
inline constexpr int kConfigMaxDepth = 256;                        // nesting of a YAML file
inline constexpr size_t kConfigMaxNodes = 1'000'000;               // values of a YAML file, aliases resolved
inline constexpr size_t kConfigMaxSurrogateStrings = 100;          // strings of a YAML file that have \ud83d\ude00 escapes: each costs a parse
inline constexpr size_t kConfigShownLineBytes = 160;               // of a source line that an error shows

// Outputs.
inline constexpr size_t kBulkAnswerMaxBytes = 32 << 20;            // of a server's answer; a longer one counts as none
inline constexpr size_t kErrorReasons = 64;                        // reasons that are counted by name; what comes later is "other"
inline constexpr size_t kRejectReasonMaxBytes = 1024;              // of a server's reason, in a log line and in the dead-letter file
inline constexpr int kRetryAfterMaxSeconds = 3600;                 // a server that asks for a longer pause is asked again after this one
inline constexpr size_t kDeadLetterFileBytes = 100 << 20;          // of one dead-letter file
inline constexpr int kDeadLetterFiles = 10;                        // the oldest goes when there are more

inline constexpr int64_t kShutdownMillis = 10'000;                  // what is under way when the agent stops has so long to be delivered

// Monitoring.
inline constexpr size_t kShownFiles = 200;                         // of a stream

// The program's own log.
inline constexpr size_t kLogBurst = 10;                            // lines of one message in a window
inline constexpr int kLogWindowSeconds = 10;

static_assert(kIdentityHeadBytes <= kReadBytes);
static_assert(kResumeTailBytes <= kReadBytes);
static_assert(kBatchTargetBytes <= kBatchKeptBytes);
static_assert(kMessageMaxBytes <= kDocumentMaxBytes);

}  // namespace flowship::limits
