// fail: fails with a message. Elasticsearch, "Fail processor".

#include "processor/processors.h"

namespace flowship {

namespace {

class Fail : public Processor {
 public:
  explicit Fail(Template message) : message_(std::move(message)) {}
  RunResult Run(Document& document) const override {
    return OkOrFailed(document.Fail("fail_processor_exception", message_.Render(document)));
  }

 private:
  const Template message_;
};

}  // namespace

std::unique_ptr<const Processor> CompileFail(config::Options& options, CompileContext&) {
  auto message = Template::Compile(options.RequireString("message"));
  if (message.ok()) return std::make_unique<Fail>(*std::move(message));
  options.Error("message", message.error().message);
  return nullptr;
}

}  // namespace flowship
