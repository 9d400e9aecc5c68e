#pragma once
#include "app/desktop/connectiontest.h"
#include "app/desktop/profile.h"

#include <QDialog>

class QLineEdit;
class QPushButton;

namespace slipway::elements {
class InlineMessage;
class Spinner;
} // namespace slipway::elements

namespace slipway::desktop {

class FormField;
class Profiles;
class SecretEdit;

/// Adds or edits a connection: name, address, token, and a test of it. What was typed stays until it is saved
/// or the dialog is closed. A stored token never comes here.
class ProfileDialog : public QDialog
{
    Q_OBJECT
public:
    /// A profile without an id is a new one.
    ProfileDialog(Profiles &profiles, const Profile &stored, QWidget *parent = nullptr);

signals:
    void saved(const QString &id, bool isSessionOnly); ///< the latter: of a token that was typed

private:
    void makeForm();
    QLayout *makeButtons();
    void connectParts();
    void check();
    void test();
    void testWith(const Secret &token);
    void save();
    bool hasNewToken() const;

    Profiles &m_profiles;
    Profile m_stored;
    ConnectionTest m_test;
    bool m_loud = false; ///< the operator wanted to test or save: empty fields are errors now
    QLineEdit *m_name;
    QLineEdit *m_url;
    SecretEdit *m_token;
    FormField *m_nameField = nullptr;
    FormField *m_urlField = nullptr;
    elements::InlineMessage *m_plain;
    elements::InlineMessage *m_result;
    elements::Spinner *m_spinner;
    QPushButton *m_testButton = nullptr;
    QPushButton *m_save = nullptr;
};

} // namespace slipway::desktop
