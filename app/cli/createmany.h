#pragma once
#include "app/cli/context.h"
#include "app/cli/liveview.h"
#include "app/progress/containerprogress.h"
#include <QTimer>
#include <vector>

namespace slipway::cli {

/// `create` with a pattern that stands for several names: asks for one container after the other, then, with
/// --follow, watches all of them at once. Terminal: a line for each, redrawn. JSON: an object per container,
/// or with --follow each event with "container":ID added. A name that is refused does not keep the others
/// from being made. Exits 1 when one was refused or failed, and names it.
class CreateMany : public QObject
{
    Q_OBJECT
public:
    explicit CreateMany(Context &context);
    ~CreateMany() override;
    void start();

private:
    struct One
    {
        QString hostname;
        ContainerId id;
        std::unique_ptr<ContainerProgress> progress;
        QString error; ///< it was refused
        bool isOver = false;
    };
    void createNext();
    void created(const Result<http::JsonReply> &reply);
    void allCreated();
    void watch(One &one);
    void print(const One &one, const ProgressEvent &event, const QByteArray &json);
    void checkConnection(const One &one);
    void draw();
    QString lineOf(const One &one, int nameColumns, const Terminal &terminal) const;
    void ended(One &one);
    void end();

    Context &m_context;
    LiveView m_live;
    QTimer m_redraw;
    std::vector<One> m_all;
    size_t m_next = 0;
    int m_frame = 0;
};

} // namespace slipway::cli
