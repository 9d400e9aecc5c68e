#include "net/http/networkthread.h"
#include <QCoreApplication>
#include <QMutex>
#include <QThread>

namespace slipway::http {

namespace {

QMutex mutex;
// Guarded by mutex. Not an owner: ::exit() without the end of the application must not destroy a running
// thread.
QThread *thread = nullptr;

void endThread()
{
    const QMutexLocker lock(&mutex);
    if (!thread)
        return;
    thread->quit();
    thread->wait();
    delete thread;
    thread = nullptr;
}

} // namespace

QThread *networkThread()
{
    const QMutexLocker lock(&mutex);
    if (!thread) {
        thread = new QThread;
        thread->setObjectName(QStringLiteral("slipway-network"));
        thread->start();
        qAddPostRoutine(endThread);
    }
    return thread;
}

} // namespace slipway::http
