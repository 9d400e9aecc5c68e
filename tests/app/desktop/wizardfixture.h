#pragma once
#include "app/desktop/session.h"
#include "tests/app/desktop/windowfixture.h"
#include "widgets/elements/stepheader.h"

#include <QLineEdit>
#include <QListWidget>

namespace slipway::desktoptest {

using elements::StepHeader;
using fakes::Script;

/// The wizard in the real window.
class WizardFixture : protected WindowFixture
{
protected:
    void openWizard()
    {
        open();
        QTRY_VERIFY(m_window->session().isUsable());
        m_window->showPage(MainWindow::Create);
        QTRY_COMPARE(child<QListWidget>("createTemplates")->count(), 5);
    }
    void answerPost(const Script &script) { m_fixture->server().setDefault("/api/containers", script); }
    Script created() const
    {
        return Script::reply(201, "application/json", m_fixture->row(Fixture::Run::Streaming));
    }
    StepHeader::State state(CreateStep step) const
    {
        return child<StepHeader>("stepHeader")->state(int(step));
    }
    void type(const char *name, const QString &text) const
    {
        child<QLineEdit>(name)->clear();
        QTest::keyClicks(child<QLineEdit>(name), text);
    }
};

} // namespace slipway::desktoptest
