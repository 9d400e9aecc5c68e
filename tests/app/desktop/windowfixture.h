#pragma once
#include "app/desktop/containermodel.h"
#include "app/desktop/mainwindow.h"
#include "app/desktop/pages/createpage.h"
#include "app/desktop/pages/progresspage.h"
#include "tests/app/desktop/fixture.h"
#include "tests/app/desktop/quiet.h"
#include "tests/support/patience.h"

#include <QAbstractButton>
#include <QApplication>
#include <QDialog>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QTest>
#include <QTimer>

namespace slipway::desktoptest {

using namespace slipway::desktop;
using namespace Qt::Literals::StringLiterals;

/// The real window on the recorded backend, driven by object names.
class WindowFixture
{
protected:
    void begin()
    {
        failOnWarnings();
        m_fixture = std::make_unique<Fixture>();
    }
    void end()
    {
        m_window.reset();
        m_fixture.reset();
    }
    void open(const Belongings &belongings = {});
    void openRun(Fixture::Run run);
    template<typename T>
    T *child(const char *name) const
    {
        return m_window->findChild<T *>(QString::fromLatin1(name));
    }
    void click(const char *name) const
    {
        auto *button = child<QAbstractButton>(name);
        QVERIFY2(button && button->isVisible() && button->isEnabled(), name);
        QTest::mouseClick(button, Qt::LeftButton);
    }
    CreatePage *wizard() const { return m_window->findChild<CreatePage *>(); }
    /// Answers the next modal dialog by this button; true if its focus was on "cancel".
    void answer(const char *button, bool *focusOnCancel = nullptr);
    QModelIndex row(Fixture::Run run) const;
    int deletesOf(Fixture::Run run) const;
    QString title() const { return child<QLabel>("progressTitle")->text(); }
    ProgressPage *progress() const { return m_window->findChild<ProgressPage *>(); }

    std::unique_ptr<Fixture> m_fixture;
    std::unique_ptr<MainWindow> m_window;
};

inline void WindowFixture::open(const Belongings &belongings)
{
    Options options;
    options.server = m_fixture->url();
    options.tokenFile = m_fixture->tokenFile();
    m_window = std::make_unique<MainWindow>(options, belongings);
    m_window->show();
    m_window->start();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

inline void WindowFixture::openRun(Fixture::Run run)
{
    open();
    auto *view = child<QWidget>("containersPage")->findChild<QListView *>(QStringLiteral("containers"));
    QTRY_COMPARE(view->model()->rowCount(), 4);
    QModelIndex index;
    for (int row = 0; row < 4; ++row) {
        if (view->model()->index(row, 0).data(ContainerModel::IdRole).toString() ==
            QLatin1StringView(Fixture::idOf(run)))
            index = view->model()->index(row, 0);
    }
    view->setCurrentIndex(index);
    QTest::keyClick(view, Qt::Key_Return);
    if (run == Fixture::Run::Complete)
        click("showLog");
    QCOMPARE(m_window->page(), MainWindow::Progress);
    QTRY_COMPARE(int(progress()->run().phase), int(run));
}

inline void WindowFixture::answer(const char *button, bool *focusOnCancel)
{
    QTimer::singleShot(0, m_window.get(), [this, button, focusOnCancel] {
        auto *dialog = QApplication::activeModalWidget();
        if (!dialog || !dialog->findChild<QPushButton *>(QString::fromLatin1(button)))
            return answer(button, focusOnCancel); // not open yet
        if (focusOnCancel)
            *focusOnCancel = dialog->focusWidget() == dialog->findChild<QPushButton *>(u"cancel"_s);
        QTest::mouseClick(dialog->findChild<QPushButton *>(QString::fromLatin1(button)), Qt::LeftButton);
    });
}

inline QModelIndex WindowFixture::row(Fixture::Run run) const
{
    auto *model =
        child<QWidget>("containersPage")->findChild<QListView *>(QStringLiteral("containers"))->model();
    for (int at = 0; at < model->rowCount(); ++at) {
        if (model->index(at, 0).data(ContainerModel::IdRole).toString() ==
            QLatin1StringView(Fixture::idOf(run)))
            return model->index(at, 0);
    }
    return {};
}

inline int WindowFixture::deletesOf(Fixture::Run run) const
{
    int deletes = 0;
    for (const auto &request : m_fixture->server().requests())
        deletes += request.method == "DELETE" && request.target == "/api/containers/" + Fixture::idOf(run);
    return deletes;
}

} // namespace slipway::desktoptest
